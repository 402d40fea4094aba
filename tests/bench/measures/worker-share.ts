import { attachToWorker, openLab, withChromium } from './lab-in-chromium.ts';

const SPAN_MS = 20_000;

interface Profile {
  readonly nodes: readonly { readonly id: number; readonly callFrame: { functionName: string } }[];
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

/**
 * Samples a lab's worker at ×1 for twenty seconds: all that is not idle counts. Units: % of a
 * core.
 */
export function workerShare(lesson: string): Promise<number> {
  return withChromium(async (place) => {
    const page = await openLab(place, lesson);
    const worker = await attachToWorker(page);
    await page.waitForTimeout(3_000);
    await worker.send('Profiler.enable');
    await worker.send('Profiler.start');
    await page.waitForTimeout(SPAN_MS);
    const { profile } = (await worker.send('Profiler.stop')) as { profile: Profile };
    const idle = new Set(
      profile.nodes.filter((node) => node.callFrame.functionName === '(idle)').map(({ id }) => id),
    );
    const sum = (keep: (sample: number) => boolean): number =>
      profile.samples.reduce((us, id, at) => us + (keep(id) ? profile.timeDeltas[at]! : 0), 0);
    const share = sum((id) => !idle.has(id)) / sum(() => true);
    return Math.round(share * 10_000) / 100;
  });
}
