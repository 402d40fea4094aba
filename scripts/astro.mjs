// Runs Astro's command line with its usage reports switched off: whoever builds or serves the
// course has not agreed to send anything anywhere.
process.env.ASTRO_TELEMETRY_DISABLED = '1';
await import('../node_modules/astro/bin/astro.mjs');
