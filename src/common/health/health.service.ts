import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { TypeOrmHealthIndicator } from '@nestjs/terminus';

export interface HealthReport {
  readonly status: 'healthy' | 'unhealthy';
  readonly healthy: boolean;
  readonly parts: Readonly<Record<string, 'up' | 'down'>>;
  readonly uptime_seconds: number;
}

const PING_MILLISECONDS = 1000;

/** Looks at the parts without which no request can be answered. REANA and the issuer may be away: each request says so itself. */
@Injectable()
export class HealthService implements BeforeApplicationShutdown {
  private stopping = false;

  constructor(private readonly database: TypeOrmHealthIndicator) {}

  beforeApplicationShutdown(): void {
    this.stopping = true;
  }

  async check(): Promise<HealthReport> {
    const database = await this.databaseUp();
    return {
      status: database ? 'healthy' : 'unhealthy',
      healthy: database,
      parts: { database: database ? 'up' : 'down' },
      uptime_seconds: Math.round(process.uptime()),
    };
  }

  async ready(): Promise<boolean> {
    return !this.stopping && (await this.databaseUp());
  }

  private async databaseUp(): Promise<boolean> {
    try {
      const result = await this.database.pingCheck('database', { timeout: PING_MILLISECONDS });
      return result.database.status === 'up';
    } catch {
      return false;
    }
  }
}
