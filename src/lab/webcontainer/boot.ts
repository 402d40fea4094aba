/*
 * Boots the WebContainer of this page: there can be one. The vendor's client never says that it
 * failed, it only stays silent, so there is a limit; and what went wrong is found out afterwards.
 */
import { configureAPIKey, WebContainer } from '@webcontainer/api';
import { settings } from '../../settings.ts';
import type { Failure } from '../lab-session.ts';

const BOOT_LIMIT_MS = 10_000;
/** How long one waits to learn whether the vendor's host answers at all. */
const LOOK_LIMIT_MS = 3_000;

/** A WebContainer that did not come about: what a reader can do about it. */
export class BootError extends Error {
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.what);
    this.failure = failure;
  }
}

/** The boot under way: a second one would only wait behind it. */
let booting: Promise<WebContainer | Error> | undefined;

/** Errors: a BootError with its reason */
export async function bootContainer(): Promise<WebContainer> {
  if (!crossOriginIsolated) throw new BootError(failures.notIsolated);
  if (!('serviceWorker' in navigator) || typeof SharedArrayBuffer === 'undefined') {
    throw new BootError(failures.unsupported);
  }
  booting ??= boot();
  const container = await Promise.race([booting, pause(BOOT_LIMIT_MS)]);
  if (container === undefined) throw new BootError(await findReason());
  booting = undefined;
  if (container instanceof Error) {
    throw new BootError({ ...failures.crashed, detail: container.message });
  }
  return container;
}

function pause(ms: number): Promise<undefined> {
  return new Promise((resolve) => {
    setTimeout(() => resolve(undefined), ms);
  });
}

/** Errors: as a value, for whoever asks again */
async function boot(): Promise<WebContainer | Error> {
  try {
    configureOnce();
    return await WebContainer.boot({ coep: 'require-corp', workdirName: 'lab' });
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

let isConfigured = false;

/** The client takes a key before its first boot, and no later. */
function configureOnce(): void {
  if (!isConfigured && settings.webContainerKey) configureAPIKey(settings.webContainerKey);
  isConfigured = true;
}

/** Ten seconds have passed: asks whether anybody is there. */
async function findReason(): Promise<Failure> {
  const frame = document.querySelector<HTMLIFrameElement>('iframe[src*="/headless?"]');
  try {
    await fetch(frame?.src ?? '', {
      mode: 'no-cors',
      credentials: 'omit',
      cache: 'no-store',
      signal: AbortSignal.timeout(LOOK_LIMIT_MS),
    });
    return failures.refused;
  } catch {
    return failures.unreachable;
  }
}

const failures = {
  notIsolated: {
    what: 'This page is not isolated from other origins, as a WebContainer needs it.',
    advice: 'Whoever hosts the site has to send two headers with it.',
  },
  unsupported: {
    what: 'This browser lacks what a WebContainer needs.',
    advice: 'Try a current Chrome, Edge or Firefox on a computer, in a window that is not private.',
  },
  unreachable: {
    what: 'The WebContainer did not start within ten seconds: its host did not answer.',
    advice:
      'A firewall, a VPN or a blocker may stand between, or you are offline. Reload the page to' +
      ' try again.',
  },
  refused: {
    what: 'The WebContainer did not start within ten seconds, though its host answered.',
    advice:
      'It may refuse this site, which then needs a licence, or your browser may keep it from' +
      ' storing anything. Allow its cookies, then reload the page to try again.',
  },
  crashed: {
    what: 'The WebContainer broke while it started.',
    advice: 'Reload the page to try again.',
  },
} satisfies Record<string, Failure>;
