const swc = require('./swc.js');

const esmOnlyPackages = [
  '@nestjs',
  'axios',
  'jose',
  'file-type',
  'strtok3',
  'token-types',
  'uint8array-extras',
  '@tokenizer',
  '@borewit',
  'load-esm',
  'es-toolkit',
  '@hpcc-js',
  'archiver',
  'archiver-utils',
  'zip-stream',
  'compress-commons',
  'crc32-stream',
  'is-stream',
  'cron',
  'dotenv',
];

module.exports = {
  rootDir: '../..',
  testEnvironment: 'node',
  roots: ['<rootDir>/src', '<rootDir>/test'],
  moduleFileExtensions: ['ts', 'mts', 'js', 'mjs', 'cjs', 'json', 'node'], // sources before build output that strayed
  testRegex: '\\.(spec|e2e-spec)\\.ts$',
  testTimeout: 30_000, // a busy machine is slow; nothing is timed by this
  workerIdleMemoryLimit: '1GB', // a worker grows by about 22 MB of heap per e2e file
  transformIgnorePatterns: [`/node_modules/(?!(${esmOnlyPackages.join('|')})/)`],
  transform: {
    '^.+\\.[cm]?[tj]s$': ['@swc/jest', swc],
  },
};
