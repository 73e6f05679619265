// SPDX-License-Identifier: GPL-2.0-or-later
// The cure for LazyPool.java: the pool starts all its threads before the first visit, and they stay
// at home whoever gives them work.
//
// Expect: nothing
import com.sun.jna.LastErrorException;
import com.sun.jna.Library;
import com.sun.jna.Native;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadPoolExecutor;

class PrestartedPool {
    interface Libc extends Library {
        int CLONE_NEWNET = 0x40000000;
        Libc C = Native.load("c", Libc.class);

        int open(String path, int flags) throws LastErrorException;
        int setns(int fd, int nstype) throws LastErrorException;
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

    static Path where() throws IOException {
        return Files.readSymbolicLink(Path.of("/proc/thread-self/ns/net"));
    }

    static void run() throws Exception {
        ThreadPoolExecutor pool = (ThreadPoolExecutor) Executors.newFixedThreadPool(4);
        try {
            int home = open("/proc/self/ns/net"), netns = makeNetns();
            Path homePlace = where();
            pool.prestartAllCoreThreads();

            for (int i = 0; i < 20; i++) {
                enter(netns);
                Path workerPlace = pool.submit(PrestartedPool::where).get();
                enter(home);
                if (!workerPlace.equals(homePlace))
                    throw new AssertionError("a worker is at " + workerPlace);
            }
        } finally {
            pool.shutdown();
        }
    }

    /** The JVM makes threads to compile and to collect when it likes: run one that does not. */
    static int relaunch() throws Exception {
        return new ProcessBuilder("java", "-Xint", "-XX:+UseSerialGC", "-cp",
                System.getProperty("java.class.path"), "PrestartedPool", "again")
                .inheritIO().start().waitFor();
    }

    public static void main(String[] args) throws Exception {
        if (args.length == 0)
            System.exit(relaunch());
        run();
    }
}
