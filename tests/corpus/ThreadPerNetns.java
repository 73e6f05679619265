// SPDX-License-Identifier: GPL-2.0-or-later
// A thread for each namespace, that enters it, does its work and ends. It never goes home, and need
// not: nobody gets it after that, as a pool's user would. All are there before the first one
// enters, so that none is made while another is away.
//
// Expect: nothing
import com.sun.jna.LastErrorException;
import com.sun.jna.Library;
import com.sun.jna.Native;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;

class ThreadPerNetns {
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

    static FutureTask<Path> startVisitor(int netns, CountDownLatch go) {
        FutureTask<Path> work = new FutureTask<>(() -> {
            go.await();
            enter(netns);
            return where();
        });
        new Thread(work).start();
        return work;
    }

    static void run() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        List<FutureTask<Path>> visits = new ArrayList<>();
        for (int i = 0; i < 5; i++)
            visits.add(startVisitor(makeNetns(), go));
        go.countDown();
        for (FutureTask<Path> visit : visits)
            if (visit.get().equals(where()))
                throw new AssertionError("a thread stayed at home");
    }

    /** The JVM makes threads to compile and to collect when it likes: run one that does not. */
    static int relaunch() throws Exception {
        return new ProcessBuilder("java", "-Xint", "-XX:+UseSerialGC", "-cp",
                System.getProperty("java.class.path"), "ThreadPerNetns", "again")
                .inheritIO().start().waitFor();
    }

    public static void main(String[] args) throws Exception {
        if (args.length == 0)
            System.exit(relaunch());
        run();
        Runtime.getRuntime().halt(0); // exit hooks are threads: not while somebody is away
    }
}
