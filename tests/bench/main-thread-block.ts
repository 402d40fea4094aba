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
  readonly args?: { readonly name?: string };
}

/** Reads the browser's own trace: the main thread's longest task since the lab began to open. */
export function measure(): Promise<number> {
  return withChromium(async (place) => {
    const { browser } = place;
    const first = await openLab(place, 'quorum');
    await first.close();
    await browser.startTracing(undefined, {
      categories: ['toplevel', 'blink.user_timing', '__metadata'],
    });
    const page = await openLab(place, 'quorum');
    await page.locator('.xterm-screen').first().click();
    await page.keyboard.type('etcdctl endpoint status --cluster -w table\n', { delay: 20 });
    await page.waitForTimeout(10_000);
    const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as {
      traceEvents: TraceEvent[];
    };
    const mains = new Set(
      traceEvents
        .filter((event) => event.name === 'thread_name' && event.args?.name === 'CrRendererMain')
        .map(({ pid, tid }) => `${pid}/${tid}`),
    );
    const opensAt = traceEvents.find((event) => event.name === 'lab-opens')?.ts ?? 0;
    const tasks = traceEvents.filter(
      ({ pid, tid, ph, ts, name: task }) =>
        ph === 'X' && ts >= opensAt && task.endsWith('RunTask') && mains.has(`${pid}/${tid}`),
    );
    return Math.round(Math.max(...tasks.map(({ dur = 0 }) => dur)) / 100) / 10;
  });
}
