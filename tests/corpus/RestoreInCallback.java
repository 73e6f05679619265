// SPDX-License-Identifier: GPL-2.0-or-later
// An asynchronous chain enters in one stage and goes home in the next. Each stage is run by
// whatever thread its executor picks: the first thread stays away, and the second one, which never
// left, goes "home" without an error.
//
// Expect: misrestored net callback
import com.sun.jna.LastErrorException;
import com.sun.jna.Library;
import com.sun.jna.Native;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

class RestoreInCallback {
    interface Libc extends Library {
        int CLONE_NEWNET = 0x40000000;
        Libc C = Native.load("c", Libc.class);

        int open(String path, int flags) throws LastErrorException;
        int setns(int fd, int nstype) throws LastErrorException;
        int gettid();
    }

    /** A network namespace with a process that lives until this one ends. */
    static int makeNetns() throws IOException {
        Process cat = new ProcessBuilder("unshare", "--net", "cat").start();
        cat.getOutputStream().write('\n');
        cat.getOutputStream().flush();
        if (cat.getInputStream().read() != '\n')
            throw new IOException("unshare failed");
        return open("/proc/" + cat.pid() + "/ns/net");
    }

    static int open(String path) {
        return Libc.C.open(path, 0);
    }

    static void enter(int netns) {
        Libc.C.setns(netns, Libc.CLONE_NEWNET);
    }

    static void announce(String role) {
        System.out.println("role " + role + " " + Libc.C.gettid());
    }

    static Path where() throws IOException {
        return Files.readSymbolicLink(Path.of("/proc/thread-self/ns/net"));
    }

    static void visitAsync(int netns, ExecutorService pool, ExecutorService callbacks) {
        int home = open("/proc/thread-self/ns/net");
        CompletableFuture.runAsync(() -> enter(netns), pool).thenRunAsync(() -> {
            announce("callback");
            enter(home);
        }, callbacks).join();
    }

    static void run() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(1);
        ExecutorService callbacks = Executors.newFixedThreadPool(1);
        try {
            pool.submit(RestoreInCallback::where).get();
            callbacks.submit(RestoreInCallback::where).get();
            visitAsync(makeNetns(), pool, callbacks);
            if (pool.submit(RestoreInCallback::where).get().equals(where()))
                throw new AssertionError("the visitor went home");
        } finally {
            pool.shutdown();
            callbacks.shutdown();
        }
    }

    /** The JVM makes threads to compile and to collect when it likes: run one that does not. */
    static int relaunch() throws Exception {
        return new ProcessBuilder("java", "-Xint", "-XX:+UseSerialGC", "-cp",
                System.getProperty("java.class.path"), "RestoreInCallback", "again")
                .inheritIO().start().waitFor();
    }

    public static void main(String[] args) throws Exception {
        if (args.length == 0)
            System.exit(relaunch());
        run();
        Runtime.getRuntime().halt(0); // exit hooks are threads: not while somebody is away
    }
}
