// Watches the nodes of the lab's cluster: a line for each, and another whenever its readiness
// changes. This is how every controller begins: list, then watch from where the list ended.
const api = `http://localhost:${process.env.PORT ?? 8001}/api/v1/nodes`;
const ready = new Map();

function show({ metadata, status }) {
  const condition = status.conditions.find(({ type }) => type === 'Ready');
  const word = { True: 'Ready', False: 'NotReady' }[condition?.status] ?? 'Unknown';
  if (ready.get(metadata.name) === word) return;
  ready.set(metadata.name, word);
  console.log(`${metadata.name} is ${word}`);
}

const answer = await fetch(api);
if (!answer.ok) {
  console.error(await answer.text());
  process.exit(1);
}
const list = await answer.json();
list.items.forEach(show);

const since = list.metadata.resourceVersion;
const watch = await fetch(`${api}?watch=1&resourceVersion=${since}`);
let text = '';
for await (const chunk of watch.body.pipeThrough(new TextDecoderStream())) {
  const lines = (text + chunk).split('\n');
  text = lines.pop();
  for (const line of lines) show(JSON.parse(line).object);
}
console.error('The watch has ended.');
