// SPDX-License-Identifier: GPL-2.0-or-later
// The cure for LazyPool.java: the pool starts all its threads before the first visit, and they stay
// at home whoever gives them work.
//
// Expect: nothing
import java.nio.file.Path;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadPoolExecutor;

class PrestartedPool {
    static void run() throws Exception {
        ThreadPoolExecutor pool = (ThreadPoolExecutor) Executors.newFixedThreadPool(4);
        try {
            int home = Corpus.open("/proc/self/ns/net"), netns = Corpus.makeNetns();
            Path homePlace = Corpus.where();
            pool.prestartAllCoreThreads();

            for (int i = 0; i < 20; i++) {
                Corpus.enter(netns);
                Path workerPlace = pool.submit(Corpus::where).get();
                Corpus.enter(home);
                if (!workerPlace.equals(homePlace))
                    throw new AssertionError("a worker is at " + workerPlace);
            }
        } finally {
            pool.shutdown();
        }
    }

    public static void main(String[] args) throws Exception {
        if (args.length == 0)
            System.exit(Corpus.relaunch(PrestartedPool.class));
        run();
    }
}
