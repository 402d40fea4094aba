import { attachToWorker, openLab, withChromium } from './browser/lab-in-chromium.ts';

export const name = "the lab's worker at ×1, idle: share of a core";
export const unit = '%';
export const limit = 2;

const SPAN_MS = 20_000;

interface Profile {
  readonly nodes: readonly { readonly id: number; readonly callFrame: { functionName: string } }[];
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

/** Samples the worker for twenty seconds: all that is not idle counts. */
export function measure(): Promise<number> {
  return withChromium(async (place) => {
    const page = await openLab(place);
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
