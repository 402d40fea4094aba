import { openLab, withChromium } from './lab-in-chromium.ts';
import { median } from './median.ts';

const RUNS = 10;

/**
 * From the moment a lab begins to open until its prompt stands there, the median of ten. A fresh
 * page each time; one more before them all, so that the browser itself is awake.
 */
export function promptTime(lesson: string): Promise<number> {
  return withChromium(async (place) => {
    const times: number[] = [];
    for (let run = 0; run <= RUNS; run++) {
      const page = await openLab(place, lesson);
      const took = await page.evaluate(() => {
        const { openedMs, promptMs } = globalThis as unknown as Record<string, number>;
        return promptMs! - openedMs!;
      });
      if (run > 0) times.push(took);
      await page.close();
    }
    return Math.round(median(times));
  });
}
