import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ReanaConfig } from '../config/reana.config';
import { ReanaBudget } from './budget/reana-budget.entity';
import { ReanaBudgetRepository } from './budget/reana-budget.repository';
import { DatabaseRequestBudget } from './budget/request-budget';
import { RequestLine } from './budget/request-line';
import { HttpReanaGateway } from './http-reana.gateway';
import { CLIENT_DEFAULTS, ReanaClient } from './reana.client';
import { ReanaGateway } from './reana.gateway';

/** From our package.json, which lies two folders up in the sources and three up when built. */
function ownVersion(): string {
  const file = ['../..', '../../..'].map((up) => join(__dirname, up, 'package.json')).find((path) => existsSync(path));
  return file === undefined ? '0' : (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}

/** Time-outs and pauses of the client. */
export const REANA_CLIENT_DEFAULTS = Symbol('REANA_CLIENT_DEFAULTS');
const LONGEST_LINE_MILLISECONDS = 30_000;

function gateway(
  { serverUrl, accessToken, ...config }: ReanaConfig,
  budgets: ReanaBudgetRepository,
  defaults: typeof CLIENT_DEFAULTS,
): HttpReanaGateway {
  const budget = new DatabaseRequestBudget(budgets, serverUrl, config.requestsPerSecond);
  const options = {
    ...defaults,
    serverUrl,
    accessToken,
    transferMilliseconds: config.transferSeconds * 1000,
    userAgent: `reprov/${ownVersion()}`,
  };
  return new HttpReanaGateway(new ReanaClient(options, new RequestLine(budget, LONGEST_LINE_MILLISECONDS)), serverUrl);
}

@Module({
  imports: [TypeOrmModule.forFeature([ReanaBudget])],
  providers: [
    ReanaBudgetRepository,
    { provide: REANA_CLIENT_DEFAULTS, useValue: CLIENT_DEFAULTS },
    { provide: ReanaGateway, inject: [ReanaConfig, ReanaBudgetRepository, REANA_CLIENT_DEFAULTS], useFactory: gateway },
  ],
  exports: [ReanaGateway],
})
export class ReanaModule {}
