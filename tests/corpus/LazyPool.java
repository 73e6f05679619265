// SPDX-License-Identifier: GPL-2.0-or-later
// An ExecutorService starts a worker when a task arrives. Here that is in the middle of a visit,
// through JNA: the worker is born away, and what the service is given later is done there.
//
// Expect: stranded net worker
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

class LazyPool {
    static void announce(String role) {
        System.out.println("role " + role + " " + Libc.C.gettid());
    }

    static void run() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(1);
        try {
            int home = Corpus.open("/proc/self/ns/net"), netns = Corpus.makeNetns();

            Corpus.enter(netns);
            pool.submit(() -> announce("worker")).get();
            Corpus.enter(home);

            if (pool.submit(Corpus::where).get().equals(Corpus.where()))
                throw new AssertionError("the worker is at home");
            Thread.sleep(50); // as any pool, it outlives the visit
        } finally {
            pool.shutdown();
        }
    }

    public static void main(String[] args) throws Exception {
        if (args.length == 0)
            System.exit(Corpus.relaunch(LazyPool.class));
        run();
    }
}
