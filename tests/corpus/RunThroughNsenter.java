// SPDX-License-Identifier: GPL-2.0-or-later
// The cure for ProcessInVisit.java: nsenter, in the child, goes to the namespace and runs the
// program there. No thread of the JVM leaves home, so that is where the reaper is born.
//
// Expect: nothing
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

class RunThroughNsenter {
    /** A process that lives in a network namespace of its own until this one ends. */
    static Process startElsewhere() throws IOException {
        Process cat = new ProcessBuilder("unshare", "--net", "cat").start();
        cat.getOutputStream().write('\n');
        cat.getOutputStream().flush();
        if (cat.getInputStream().read() != '\n')
            throw new IOException("unshare failed");
        return cat;
    }

    /** Runs a program where the other one is, and returns its output. */
    static String runAlongside(Process other, String command, String argument)
            throws IOException {
        String option = "--net=/proc/" + other.pid() + "/ns/net";
        Process program = new ProcessBuilder("nsenter", option, command, argument).start();
        return new String(program.getInputStream().readAllBytes()).trim();
    }

    public static void main(String[] args) throws Exception {
        String home = Files.readSymbolicLink(Path.of("/proc/self/ns/net")).toString();
        String place = runAlongside(startElsewhere(), "readlink", "/proc/self/ns/net");
        if (!place.startsWith("net:") || place.equals(home))
            throw new AssertionError("the program ran at " + place);
    }
}
