// One figure of tests/bench/, for bench.mjs: prints it, and says on stderr what is wrong with it.
const [file] = process.argv.slice(2);

try {
  const { name, unit, limit, atLeast, measure } = await import(`../tests/bench/${file}`);
  const value = await measure();
  console.log(JSON.stringify({ name, value, unit, limit: limit ?? atLeast }));
  // `limit` is the most that is allowed; `atLeast` the least, where more is better.
  if (limit !== undefined && value > limit) complain(`${name}: ${value} ${unit} > ${limit}`);
  if (atLeast !== undefined && value < atLeast) complain(`${name}: ${value} ${unit} < ${atLeast}`);
} catch (error) {
  complain(`${file}: ${error.message}`);
}

function complain(message) {
  console.error(`bench: ${message}`);
  process.exitCode = 1;
}
