// Lets a plain Node process run the TypeScript sources, for tests that need a process of its own: node --require typescript-hook.cjs main.ts
const { readFileSync } = require('node:fs');
const { transformSync } = require('@swc/core');
const swc = require('../config/swc.js');

require.extensions['.ts'] = (module, filename) => {
  const { code } = transformSync(readFileSync(filename, 'utf8'), { filename, swcrc: false, ...swc });
  module._compile(code, filename);
};
