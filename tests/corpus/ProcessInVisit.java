// SPDX-License-Identifier: GPL-2.0-or-later
// A thread visits a namespace to start a program there. The program is where it should be, but the
// JDK makes a thread as well, which waits for it: the "process reaper", born in the visit. It is
// kept for the next processes, and what a program asks to be run at their end, with onExit(), is
// run on it.
//
// Expect: stranded net reaper
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

class ProcessInVisit {
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
        int home = Corpus.open("/proc/self/ns/net"), netns = Corpus.makeNetns();

        Corpus.enter(netns);
        Process program = new ProcessBuilder("true").start();
        program.waitFor();
        Corpus.enter(home);

        List<Path> strays = strays();
        if (strays.size() != 1)
            throw new AssertionError("strays: " + strays);
        System.out.println("role reaper " + strays.get(0).getFileName());
    }

    public static void main(String[] args) throws Exception {
        if (args.length == 0)
            System.exit(Corpus.relaunch(ProcessInVisit.class));
        run();
    }
}
