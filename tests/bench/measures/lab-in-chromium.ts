// A chapter with its lab in a real browser, on the built site, for the figures that need one.
import { spawn } from 'node:child_process';
import { createServer, type AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { chromium, type Browser, type CDPSession, type Page } from '@playwright/test';
import { chromiumArgs, ensureChromium, howToInstall } from '../../../scripts/chromium.mjs';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const PROMPT = 'root@workstation:~#';
/** With a window Chromium loads a page of its own, whose work is not the lab's. */
const WINDOW_SETTLES_MS = 1_000;

export interface Place {
  readonly browser: Browser;
  readonly origin: string;
}

/** Serves the built site on a free port, starts Chromium, and ends both afterwards. */
export async function withChromium<T>(measure: (place: Place) => Promise<T>): Promise<T> {
  const executablePath = ensureChromium();
  if (executablePath === undefined) throw new Error(howToInstall);
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const server = spawn(process.execPath, ['scripts/astro.mjs', 'preview', '--port', `${port}`], {
    cwd: root,
    stdio: 'ignore',
  });
  const browser = await chromium.launch({ executablePath, args: chromiumArgs });
  try {
    await answers(origin);
    return await measure({ browser, origin });
  } finally {
    await browser.close();
    server.kill();
  }
}

/** Opens a chapter, whose lab opens by itself, and waits for its prompt. */
export async function openLab({ browser, origin }: Place, lesson: string): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
  await page.addInitScript(watchLab, PROMPT);
  await page.waitForTimeout(WINDOW_SETTLES_MS);
  await page.goto(`${origin}/${lesson}/`);
  await page.waitForFunction(() => 'promptMs' in globalThis, undefined, { polling: 20 });
  return page;
}

/** Talks to the worker that the lab runs in, as a debugger does. */
export async function attachToWorker(page: Page): Promise<CDPSession> {
  const session = await page.context().newCDPSession(page);
  const found = new Promise<string>((resolve) => {
    session.on('Target.attachedToTarget', ({ sessionId }) => resolve(sessionId));
  });
  await session.send('Target.setAutoAttach', {
    autoAttach: true,
    waitForDebuggerOnStart: false,
    flatten: false,
  });
  return workerSession(session, await found);
}

/** The part of a session that the figures use, over a target inside another one. */
function workerSession(session: CDPSession, sessionId: string): CDPSession {
  let last = 0;
  const send = (method: string, params: object = {}): Promise<unknown> => {
    const id = ++last;
    const answer = new Promise((resolve, reject) => {
      session.on('Target.receivedMessageFromTarget', ({ message }) => {
        const reply = JSON.parse(message) as { id?: number; result?: unknown; error?: object };
        if (reply.id !== id) return;
        if (reply.error) reject(new Error(JSON.stringify(reply.error)));
        else resolve(reply.result);
      });
    });
    const message = JSON.stringify({ id, method, params });
    return session.send('Target.sendMessageToTarget', { sessionId, message }).then(() => answer);
  };
  return { send } as unknown as CDPSession;
}

/** In the page: notes when the lab begins to open and when its prompt stands there. */
function watchLab(prompt: string): void {
  const state = globalThis as { openedMs?: number; promptMs?: number };
  new MutationObserver((_, observer) => {
    const lab = document.querySelector('[data-lab]');
    if (lab === null) return;
    if (lab.getAttribute('data-lab') !== 'closed' && state.openedMs === undefined) {
      state.openedMs = performance.now();
      performance.mark('lab-opens');
    }
    if (!(lab.querySelector('.xterm-rows')?.textContent ?? '').includes(prompt)) return;
    state.promptMs = performance.now();
    observer.disconnect();
  }).observe(document, { subtree: true, childList: true, characterData: true, attributes: true });
}

async function answers(origin: string): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    const response = await fetch(origin).catch(() => undefined);
    if (response?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('the preview of the built site does not answer');
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
