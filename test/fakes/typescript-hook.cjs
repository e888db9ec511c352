// Lets a plain Node process run the TypeScript sources, for tests that need a process of its own: node --require typescript-hook.cjs main.ts
const { readFileSync } = require('node:fs');
const { transformSync } = require('@swc/core');

require.extensions['.ts'] = (module, filename) => {
  const { code } = transformSync(readFileSync(filename, 'utf8'), {
    filename,
    swcrc: false,
    jsc: {
      parser: { syntax: 'typescript', decorators: true },
      transform: { legacyDecorator: true, decoratorMetadata: true },
      target: 'es2022',
      keepClassNames: true,
    },
    module: { type: 'commonjs', importInterop: 'swc' },
    sourceMaps: 'inline',
  });
  module._compile(code, filename);
};
