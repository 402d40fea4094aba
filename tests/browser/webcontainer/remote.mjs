// What runs in the frame that the client opens: the same calls as the vendor's, carried out by the
// server that this file came from.
import { Comlink } from './comlink.js';

const post = async (path, body = '') => (await fetch(path, { method: 'POST', body })).text();

async function build() {
  const folder = await post('/build');
  const at = `folder=${encodeURIComponent(folder)}`;
  const running = new Set();
  return Comlink.proxy({
    fs: () => Comlink.proxy({}),
    previewScript: () => '',
    runtimeInfo: () => ({ path: '/usr/bin', cwd: '/home/lab' }),
    loadFiles: (payload) => post(`/mount?${at}`, payload),
    on: () => Comlink.proxy(() => undefined),
    async run(options, _stdout, _stderr, output) {
      const process = await startProcess(`/run?${at}`, options, output);
      running.add(process);
      return Comlink.proxy(process);
    },
    teardown() {
      for (const process of running) process.kill();
    },
  });
}

async function startProcess(path, { command, args }, output) {
  const body = JSON.stringify({ command, args });
  const response = await fetch(path, { method: 'POST', body });
  const lines = readLines(response.body);
  const { id } = (await lines.next()).value;
  // One request after the other: what is typed stays in order.
  let writing = Promise.resolve();
  const pump = async () => {
    for await (const { code, out } of lines) {
      if (out !== undefined) output?.(Uint8Array.from(atob(out), (char) => char.charCodeAt(0)));
      if (code !== undefined) {
        output?.(null);
        return code;
      }
    }
    output?.(null);
    return 1;
  };
  return {
    onExit: pump(),
    write(text) {
      writing = writing.then(() => post(`/write?id=${id}`, text));
      return writing;
    },
    kill: () => void post(`/kill?id=${id}`),
    resize() {},
  };
}

async function* readLines(body) {
  let text = '';
  for await (const chunk of readChunks(body.pipeThrough(new TextDecoderStream()))) {
    const parts = (text + chunk).split('\n');
    text = parts.pop();
    for (const part of parts) yield JSON.parse(part);
  }
}

async function* readChunks(stream) {
  const reader = stream.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    yield value;
  }
}

const { port1, port2 } = new MessageChannel();
Comlink.expose({ build }, port1);
parent.postMessage({ type: 'init' }, '*', [port2]);
