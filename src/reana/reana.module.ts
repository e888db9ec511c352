import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Module } from '@nestjs/common';
import { ReanaConfig } from '../config/reana.config';
import { HttpReanaGateway } from './http-reana.gateway';
import { CLIENT_DEFAULTS, ReanaClient } from './reana.client';
import { ReanaGateway } from './reana.gateway';

/** From our package.json, which lies two folders up in the sources and three up when built. */
function ownVersion(): string {
  const file = ['../..', '../../..'].map((up) => join(__dirname, up, 'package.json')).find((path) => existsSync(path));
  return file === undefined ? '0' : (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}

@Module({
  providers: [
    {
      provide: ReanaGateway,
      inject: [ReanaConfig],
      useFactory: ({ serverUrl, accessToken, transferSeconds }: ReanaConfig) =>
        new HttpReanaGateway(
          new ReanaClient({
            ...CLIENT_DEFAULTS,
            serverUrl,
            accessToken,
            transferMilliseconds: transferSeconds * 1000,
            userAgent: `reprov/${ownVersion()}`,
          }),
          serverUrl,
        ),
    },
  ],
  exports: [ReanaGateway],
})
export class ReanaModule {}
