// SPDX-License-Identifier: GPL-2.0-or-later
// An asynchronous chain enters in one stage and goes home in the next. Each stage is run by
// whatever thread its executor picks: the first thread stays away, and the second one, which never
// left, goes "home" without an error.
//
// Expect: misrestored net callback
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

class RestoreInCallback {
    static void announce(String role) {
        System.out.println("role " + role + " " + Libc.C.gettid());
    }

    static void visitAsync(int netns, ExecutorService pool, ExecutorService callbacks) {
        int home = Corpus.open("/proc/thread-self/ns/net");
        CompletableFuture.runAsync(() -> Corpus.enter(netns), pool).thenRunAsync(() -> {
            announce("callback");
            Corpus.enter(home);
        }, callbacks).join();
    }

    static void run() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(1);
        ExecutorService callbacks = Executors.newFixedThreadPool(1);
        try {
            pool.submit(Corpus::where).get();
            callbacks.submit(Corpus::where).get();
            visitAsync(Corpus.makeNetns(), pool, callbacks);
            if (pool.submit(Corpus::where).get().equals(Corpus.where()))
                throw new AssertionError("the visitor went home");
        } finally {
            pool.shutdown();
            callbacks.shutdown();
        }
    }

    public static void main(String[] args) throws Exception {
        if (args.length == 0)
            System.exit(Corpus.relaunch(RestoreInCallback.class));
        run();
        Runtime.getRuntime().halt(0); // exit hooks are threads: not while somebody is away
    }
}
