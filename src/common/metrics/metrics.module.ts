import { createServer, type Server } from 'node:http';
import {
  Injectable,
  Logger,
  Module,
  type DynamicModule,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
  type Type,
} from '@nestjs/common';
import { APP_INTERCEPTOR } from '@nestjs/core';
import { collectDefaultMetrics, Histogram, Registry } from 'prom-client';
import { listenFailure } from '../http/listen-failure';
import { RequestMetricsInterceptor } from './request-metrics.interceptor';

/** Where metrics are served; the configuration's class has this shape. */
export abstract class MetricsSettings {
  abstract readonly metricsHost: string;
  abstract readonly metricsPort: number;
}

export const REQUEST_DURATION = Symbol('request duration');

/** Serves /metrics on an address of its own: it is for operators, not for users of the API. */
@Injectable()
export class MetricsServer implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(MetricsServer.name);
  private server: Server | undefined;

  constructor(
    private readonly registry: Registry,
    private readonly settings: MetricsSettings,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    const server = createServer((request, response) => {
      if (request.method !== 'GET' || request.url !== '/metrics') return void response.writeHead(404).end();
      this.registry.metrics().then(
        (text) => response.writeHead(200, { 'content-type': this.registry.contentType }).end(text),
        () => response.writeHead(500).end(),
      );
    });
    const { metricsHost: host, metricsPort: port } = this.settings;
    const refused = (error: Error) => listenFailure(error, { address: `${host}:${port}`, setting: 'METRICS_ADDRESS' }) as Error;
    await new Promise<void>((resolve, reject) => {
      server.once('error', (error) => reject(refused(error))).listen(port, host, resolve);
    });
    this.server = server;
    this.logger.log(`metrics at ${this.url}`);
  }

  get url(): string | undefined {
    const address = this.server?.address();
    return address && typeof address === 'object' ? `http://${address.address}:${address.port}/metrics` : undefined;
  }

  async onApplicationShutdown(): Promise<void> {
    await new Promise<void>((resolve) => (this.server === undefined ? resolve() : this.server.close(() => resolve())));
  }
}

@Module({})
export class MetricsModule {
  static from(settings: Type<MetricsSettings>): DynamicModule {
    return {
      module: MetricsModule,
      global: true,
      providers: [
        { provide: MetricsSettings, useExisting: settings },
        { provide: Registry, useFactory: newRegistry },
        { provide: REQUEST_DURATION, inject: [Registry], useFactory: requestDuration },
        {
          provide: MetricsServer,
          inject: [Registry, MetricsSettings],
          useFactory: (registry: Registry, found: MetricsSettings) => new MetricsServer(registry, found),
        },
        {
          provide: APP_INTERCEPTOR,
          inject: [REQUEST_DURATION],
          useFactory: (duration: RequestDuration) => new RequestMetricsInterceptor(duration),
        },
      ],
      exports: [Registry, MetricsServer],
    };
  }
}

export type RequestDuration = Histogram<'method' | 'route' | 'status'>;

function newRegistry(): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  return registry;
}

function requestDuration(registry: Registry): RequestDuration {
  return new Histogram({
    name: 'reprov_http_request_duration_seconds',
    help: 'Time to answer a request, by route template, method and status class.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 60],
    registers: [registry],
  });
}
