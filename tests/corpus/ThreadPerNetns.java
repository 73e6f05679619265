// SPDX-License-Identifier: GPL-2.0-or-later
// A thread for each namespace, that enters it, does its work and ends. It never goes home, and need
// not: nobody gets it after that, as a pool's user would. All are there before the first one
// enters, so that none is made while another is away.
//
// Expect: nothing
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;

class ThreadPerNetns {
    static FutureTask<Path> startVisitor(int netns, CountDownLatch go) {
        FutureTask<Path> work = new FutureTask<>(() -> {
            go.await();
            Corpus.enter(netns);
            return Corpus.where();
        });
        new Thread(work).start();
        return work;
    }

    static void run() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        List<FutureTask<Path>> visits = new ArrayList<>();
        for (int i = 0; i < 5; i++)
            visits.add(startVisitor(Corpus.makeNetns(), go));
        go.countDown();
        for (FutureTask<Path> visit : visits)
            if (visit.get().equals(Corpus.where()))
                throw new AssertionError("a thread stayed at home");
    }

    public static void main(String[] args) throws Exception {
        if (args.length == 0)
            System.exit(Corpus.relaunch(ThreadPerNetns.class));
        run();
        Runtime.getRuntime().halt(0); // exit hooks are threads: not while somebody is away
    }
}
