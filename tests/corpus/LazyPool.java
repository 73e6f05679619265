// SPDX-License-Identifier: GPL-2.0-or-later
// An ExecutorService starts a worker when a task arrives. Here that is in the middle of a visit,
// through JNA: the worker is born away, and what the service is given later is done there.
//
// Expect: stranded net worker
import com.sun.jna.LastErrorException;
import com.sun.jna.Library;
import com.sun.jna.Native;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

class LazyPool {
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

    static void run() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(1);
        try {
            int home = open("/proc/self/ns/net"), netns = makeNetns();

            enter(netns);
            pool.submit(() -> announce("worker")).get();
            enter(home);

            if (pool.submit(LazyPool::where).get().equals(where()))
                throw new AssertionError("the worker is at home");
            Thread.sleep(50); // as any pool, it outlives the visit
        } finally {
            pool.shutdown();
        }
    }

    /** The JVM makes threads to compile and to collect when it likes: run one that does not. */
    static int relaunch() throws Exception {
        return new ProcessBuilder("java", "-Xint", "-XX:+UseSerialGC", "-cp",
                System.getProperty("java.class.path"), "LazyPool", "again")
                .inheritIO().start().waitFor();
    }

    public static void main(String[] args) throws Exception {
        if (args.length == 0)
            System.exit(relaunch());
        run();
    }
}
