import { Logger } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { createDataSource, dataSourceOptions } from '../../src/common/database/data-source';
import { openDatabase } from '../../src/common/database/database.module';
import { ReanaBudget } from '../../src/reana/budget/reana-budget.entity';
import { ReanaBudgetRepository } from '../../src/reana/budget/reana-budget.repository';
import { DatabaseRequestBudget } from '../../src/reana/budget/request-budget';
import type { HttpReanaGateway } from '../../src/reana/http-reana.gateway';
import { createTestDatabase, type TestDatabase } from '../factories/test-database';
import { aReanaGateway } from '../fakes/fake-reana-gateway';
import { FakeReana } from '../fakes/fake-reana';

const RATE = 100;
const BURST = RATE / 2;
const HOUR_US = 3_600_000_000;

/** Two processes as far as the budget is concerned: each with its own connections to the one database. */
describe('the budget of requests to REANA', () => {
  let database: TestDatabase;
  let reana: FakeReana;
  let dataSources: DataSource[];
  let gateways: HttpReanaGateway[];
  let reservations: jest.SpyInstance;

  beforeEach(async () => {
    jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
    reservations = jest.spyOn(ReanaBudgetRepository.prototype, 'change');
    database = await createTestDatabase();
    reana = await FakeReana.start();
    const options = { ...dataSourceOptions(database.settings), entities: [ReanaBudget] };
    dataSources = [await openDatabase(options), await createDataSource(options).initialize()];
    gateways = dataSources.map((dataSource) => gatewayOn(dataSource));
  });

  afterEach(async () => {
    for (const gateway of gateways) await gateway.onApplicationShutdown();
    for (const dataSource of dataSources) if (dataSource.isInitialized) await dataSource.destroy();
    await reana.close();
    await database.drop();
    jest.restoreAllMocks();
  });

  const gatewayOn = (dataSource: DataSource, rate = RATE, patienceMilliseconds = 30_000): HttpReanaGateway => {
    const budget = new DatabaseRequestBudget(new ReanaBudgetRepository(dataSource), reana.url, rate);
    return aReanaGateway(reana, {}, { budget, patienceMilliseconds });
  };
  const many = (gateway: HttpReanaGateway, count: number) =>
    Promise.all(Array.from({ length: count }, () => gateway.listActiveRuns().then(() => performance.now())));
  const row = () => dataSources[0]!.manager.findOneByOrFail(ReanaBudget, { server: `${reana.url}/` });

  it('is kept by two processes together, in any moving second and over the whole time', async () => {
    const before = performance.now();
    const [one, other] = await Promise.all(gateways.map((gateway) => many(gateway, 200)));

    const times = reana.requests.map(({ at }) => at);
    expect(times).toHaveLength(400);
    const fullest = Math.max(...times.map((at, i) => times.slice(i).filter((later) => later - at < 1000).length));
    expect(fullest).toBeLessThanOrEqual(2 * RATE);
    expect(times.at(-1)! - before).toBeGreaterThanOrEqual(((400 - BURST) / RATE) * 1000 - 20);
    expect(Math.abs(one!.at(-1)! - other!.at(-1)!)).toBeLessThan(1500);
    expect(reservations.mock.calls.length).toBeLessThan(40);
  });

  it('lets a single request of one process pass while the other has a long line', async () => {
    const line = many(gateways[0]!, 200);
    await new Promise((resolve) => setTimeout(resolve, 300));
    const before = performance.now();
    const [after] = await many(gateways[1]!, 1);
    expect(after! - before).toBeLessThan(1300);
    await line;
  });

  it.each([
    ['set back', HOUR_US],
    ['set forward', -HOUR_US],
  ])('does not mind a clock of the database that was %s by an hour', async (_, shift) => {
    await many(gateways[0]!, 60);
    const { arrivalAtUs, computedAtUs } = await row();
    const times = { arrivalAtUs: arrivalAtUs + shift, computedAtUs: computedAtUs + shift };
    await dataSources[0]!.manager.update(ReanaBudget, { server: `${reana.url}/` }, times);
    const before = performance.now();
    await many(gateways[1]!, 5);
    expect(performance.now() - before).toBeLessThan(1500);
    expect(Math.abs((await row()).computedAtUs - computedAtUs)).toBeLessThan(60_000_000);
  });

  it('obeys in all processes what REANA asked of one', async () => {
    reana.breakNext({ kind: 'status', status: 429, path: /workflows$/, headers: { 'retry-after': '1' } });
    const first = gateways[0]!.listActiveRuns();
    const isPostponed = async () => (await row()).arrivalAtUs - (await row()).computedAtUs > 1_000_000;
    while (reana.requests.length === 0 || !(await isPostponed())) await new Promise((resolve) => setTimeout(resolve, 2));
    await Promise.all([first, ...gateways.map((gateway) => gateway.listActiveRuns())]);
    const [refused, ...later] = reana.requests.map(({ at }) => at);
    expect(Math.min(...later) - refused!).toBeGreaterThan(950);
  });

  it('refuses clearly what would wait too long', async () => {
    const slow = gatewayOn(dataSources[0]!, 1, 1500);
    await slow.listActiveRuns();
    const calls = await Promise.allSettled(Array.from({ length: 6 }, () => slow.listActiveRuns()));
    expect(calls.at(-1)).toMatchObject({
      status: 'rejected',
      reason: {
        kind: 'unavailable',
        message: expect.stringMatching(/^REANA was not asked to list the active runs: too many requests wait for it/) as string,
        reason: { retryable: true, unclear: false },
      },
    });
    await slow.onApplicationShutdown();
  });

  it('sends nothing without the database', async () => {
    await gateways[1]!.listActiveRuns();
    await dataSources[1]!.destroy();
    await expect(gateways[1]!.listActiveRuns()).rejects.toThrow();
    expect(reana.requests).toHaveLength(1);
  });
});
