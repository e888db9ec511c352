import { Controller, Get, Global, Module, type DynamicModule, type INestApplication } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { Test } from '@nestjs/testing';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DataSource, type DataSourceOptions } from 'typeorm';
import type { App } from 'supertest/types';
import { CreateUsers1795000000001 } from '../../migrations/1795000000001-create-users';
import { AuthModule } from '../../src/auth/auth.module';
import { Authenticated } from '../../src/auth/authenticated.decorator';
import { CurrentUser } from '../../src/auth/current-user.decorator';
import { Permission } from '../../src/auth/permission';
import type { Principal } from '../../src/auth/principal';
import { createDataSource } from '../../src/common/database/data-source';
import { ErrorFilter } from '../../src/common/errors/error.filter';
import { Public } from '../../src/common/http/public.decorator';
import { KeycloakConfig } from '../../src/config/keycloak.config';

/** One route of each kind of access. */
@Controller('probe')
class ProbeController {
  @Get('open') @Public() open(): string {
    return 'open';
  }

  @Get('undeclared') undeclared(): string {
    return 'never';
  }

  @Get('list') @Authenticated(Permission.WorkflowRead) list(@CurrentUser() user: Principal): Principal {
    return user;
  }
}

@Controller('open-by-class')
@Public()
class OpenController {
  @Get('but-not-this') @Authenticated(Permission.WorkflowRead) list(@CurrentUser() user: Principal): Principal {
    return user;
  }
}

@Global()
@Module({})
class TestSettings {
  static of(keycloak: KeycloakConfig): DynamicModule {
    return { module: TestSettings, providers: [{ provide: KeycloakConfig, useValue: keycloak }], exports: [KeycloakConfig] };
  }
}

/** The guards as the service has them, with a user table of their own, in front of probe routes. */
export async function startGuardedApp(serverUrl: string): Promise<INestApplication<App>> {
  const keycloak = new KeycloakConfig(KeycloakConfig.schema.parse({ KEYCLOAK_SERVER_URL: serverUrl }));
  const database = { database: ':memory:', migrations: [CreateUsers1795000000001] };
  const connection = TypeOrmModule.forRootAsync({
    useFactory: () => ({ type: 'better-sqlite3' as const, ...database, autoLoadEntities: true, retryAttempts: 0 }),
    dataSourceFactory: async (options): Promise<DataSource> => {
      const dataSource = await createDataSource(options as DataSourceOptions).initialize();
      await dataSource.runMigrations();
      return dataSource;
    },
  });
  const testing = await Test.createTestingModule({
    imports: [TestSettings.of(keycloak), connection, AuthModule],
    controllers: [ProbeController, OpenController],
    providers: [{ provide: APP_FILTER, useClass: ErrorFilter }],
  }).compile();
  const app = testing.createNestApplication<INestApplication<App>>({ logger: false });
  return app.init();
}
