import { openLab, withChromium } from './measures/lab-in-chromium.ts';

export const name = 'longest block of the main thread, while a lab opens and for ten seconds after';
export const unit = 'ms';
export const limit = 50;

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
  readonly dur?: number;
}

/** Reads the browser's own trace: the main thread's longest task since the lab began to open. */
export function measure(): Promise<number> {
  return withChromium(async (place) => {
    const { browser } = place;
    const first = await openLab(place, 'quorum');
    await first.close();
    await browser.startTracing(undefined, {
      categories: ['toplevel', 'blink.user_timing'],
    });
    const page = await openLab(place, 'quorum');
    await page.locator('.xterm-screen').first().click();
    await page.keyboard.type('etcdctl endpoint status --cluster -w table\n', { delay: 20 });
    await page.waitForTimeout(10_000);
    const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as {
      traceEvents: TraceEvent[];
    };
    // Chromium has pages of its own, whose threads bear the same name: the mark says which is ours.
    const opens = traceEvents.find((event) => event.name === 'lab-opens');
    if (opens === undefined) throw new Error('the trace does not tell when the lab opens');
    const tasks = traceEvents.filter(
      ({ pid, tid, ph, ts, name: task }) =>
        ph === 'X' &&
        task.endsWith('RunTask') &&
        pid === opens.pid &&
        tid === opens.tid &&
        ts >= opens.ts,
    );
    return Math.round(Math.max(...tasks.map(({ dur = 0 }) => dur)) / 100) / 10;
  });
}
