// SPDX-License-Identifier: GPL-2.0-or-later
// What most Java programs of the corpus need: system calls through JNA, a namespace to go to, and a
// JVM that makes no threads of its own accord. Only what would hide nothing stands here: visits and
// pools, each program has itself. All of it throws when it fails, so that a situation that could
// not be made is never taken for one.
import com.sun.jna.LastErrorException;
import com.sun.jna.Library;
import com.sun.jna.Native;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

interface Libc extends Library {
    int CLONE_NEWNET = 0x40000000;
    Libc C = Native.load("c", Libc.class);

    int open(String path, int flags) throws LastErrorException;
    int setns(int fd, int nstype) throws LastErrorException;
    int gettid();
}

class Corpus {
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

    /** The JVM makes threads to compile and to collect when it likes: run one that does not. */
    static int relaunch(Class<?> program) throws Exception {
        return new ProcessBuilder("java", "-Xint", "-XX:+UseSerialGC", "-cp",
                System.getProperty("java.class.path"), program.getName(), "again")
                .inheritIO().start().waitFor();
    }
}
