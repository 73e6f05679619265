// SPDX-License-Identifier: GPL-2.0-or-later
// A thread visits a namespace to start a program there. The program is where it should be, but the
// JDK makes a thread as well, which waits for it: the "process reaper", born in the visit. It is
// kept for the next processes, and what a program asks to be run at their end, with onExit(), is
// run on it.
//
// Expect: stranded net reaper
import com.sun.jna.LastErrorException;
import com.sun.jna.Library;
import com.sun.jna.Native;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

class ProcessInVisit {
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

    static Path whereIs(Path task) {
        try {
            return Files.readSymbolicLink(task.resolve("ns/net"));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** The threads that are elsewhere than the one that asks. */
    static List<Path> strays() throws IOException {
        Path home = whereIs(Path.of("/proc/thread-self"));
        try (Stream<Path> tasks = Files.list(Path.of("/proc/self/task"))) {
            return tasks.filter(task -> !whereIs(task).equals(home)).collect(Collectors.toList());
        }
    }

    static void run() throws Exception {
        int home = open("/proc/self/ns/net"), netns = makeNetns();

        enter(netns);
        Process program = new ProcessBuilder("true").start();
        program.waitFor();
        enter(home);

        List<Path> strays = strays();
        if (strays.size() != 1)
            throw new AssertionError("strays: " + strays);
        System.out.println("role reaper " + strays.get(0).getFileName());
    }

    /** The JVM makes threads to compile and to collect when it likes: run one that does not. */
    static int relaunch() throws Exception {
        return new ProcessBuilder("java", "-Xint", "-XX:+UseSerialGC", "-cp",
                System.getProperty("java.class.path"), "ProcessInVisit", "again")
                .inheritIO().start().waitFor();
    }

    public static void main(String[] args) throws Exception {
        if (args.length == 0)
            System.exit(relaunch());
        run();
    }
}
