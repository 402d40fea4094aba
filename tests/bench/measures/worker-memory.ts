import { attachToWorker, openLab, withChromium } from './lab-in-chromium.ts';

/** The heap of a lab's worker, ready and idle, after a collection. Units: MB. */
export function workerMemory(lesson: string): Promise<number> {
  return withChromium(async (place) => {
    const page = await openLab(place, lesson);
    const worker = await attachToWorker(page);
    await page.waitForTimeout(5_000);
    await worker.send('HeapProfiler.enable');
    await worker.send('HeapProfiler.collectGarbage');
    const { usedSize } = await worker.send('Runtime.getHeapUsage');
    return Math.round(usedSize / 10_000) / 100;
  });
}
