import { attachToWorker, openLab, withChromium } from './browser/lab-in-chromium.ts';

export const name = "the lab's worker, ready and idle: JavaScript heap after a collection";
export const unit = 'MB';
export const limit = 60;

/** DESIGN's limit is for a larger cluster; this one has to stay far below. */
export function measure(): Promise<number> {
  return withChromium(async (place) => {
    const page = await openLab(place);
    const worker = await attachToWorker(page);
    await page.waitForTimeout(5_000);
    await worker.send('HeapProfiler.enable');
    await worker.send('HeapProfiler.collectGarbage');
    const { usedSize } = await worker.send('Runtime.getHeapUsage');
    return Math.round(usedSize / 10_000) / 100;
  });
}
