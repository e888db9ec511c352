import { Injectable, Module, type CanActivate, type DynamicModule, type ExecutionContext } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { Test } from '@nestjs/testing';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { CreateUsers1795000000001 } from '../../migrations/1795000000001-create-users';
import { CreateProvenanceRecords1795000000030 } from '../../migrations/1795000000030-create-provenance-records';
import { CreateSettings1795000000031 } from '../../migrations/1795000000031-create-settings';
import type { AuthenticatedRequest } from '../../src/auth/authenticated-request';
import { Role, type Principal } from '../../src/auth/principal';
import { UserReader, type KnownUser } from '../../src/auth/user.reader';
import { Clock } from '../../src/common/clock';
import { createDataSource, dataSourceOptions, type DatabaseSettings } from '../../src/common/database/data-source';
import { HttpModule } from '../../src/common/http/http.module';
import { ProvenanceConfig } from '../../src/config/provenance.config';
import { ExecutionReader } from '../../src/execution/execution.reader';
import { BaseIriService } from '../../src/provenance/base-iri.service';
import { CaptureService } from '../../src/provenance/capture.service';
import { PictureService } from '../../src/provenance/picture.service';
import { ProvenanceController } from '../../src/provenance/provenance.controller';
import { ProvenanceRecord } from '../../src/provenance/provenance-record.entity';
import { ProvenanceRecordRepository } from '../../src/provenance/provenance-record.repository';
import { RecordService } from '../../src/provenance/record.service';
import { Setting } from '../../src/provenance/setting.entity';
import { SettingRepository } from '../../src/provenance/setting.repository';
import { RECORD_THREAD_OPTIONS, RecordThreads } from '../../src/provenance/threads/record-threads';
import { at, COLLEAGUE, OWNER } from '../factories/observed-executions';
import type { FakeExecutionReader } from './fake-execution-reader';
import { FROM_SOURCES } from './from-sources';

const PEOPLE: readonly KnownUser[] = [
  { id: 1, uuid: OWNER, username: 'user_1' },
  { id: 2, uuid: COLLEAGUE, username: 'user_2' },
];

class FakeUserReader extends UserReader {
  findUsers(ids: readonly number[]): Promise<ReadonlyMap<number, KnownUser>> {
    return Promise.resolve(new Map(PEOPLE.filter(({ id }) => ids.includes(id)).map((one) => [one.id, one])));
  }
}

/** The clock stands at the time at which records are sealed. */
class StandingClock extends Clock {
  now(): Date {
    return at(100);
  }
}

/** Who asks is told by headers: `x-user` a number, `x-groups` names. */
@Injectable()
class HeaderGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<AuthenticatedRequest>();
    const id = Number(request.header('x-user') ?? '1');
    request.principal = principal(id, (request.header('x-groups') ?? 'group_1').split(','));
    return true;
  }
}

export function principal(id: number, groups: readonly string[] = ['group_1']): Principal {
  const uuid = PEOPLE.find((one) => one.id === id)?.uuid ?? '';
  return { id, uuid, username: `user_${id}`, group: groups[0] ?? null, groups, roles: [Role.User] };
}

export interface ProvenanceAppOptions {
  readonly executions: FakeExecutionReader;
  readonly database?: DatabaseSettings;
  readonly variables?: Readonly<Record<string, string>>;
}

/** The provenance room behind HTTP, with executions of the test's own and nobody to check tokens. */
export async function startProvenanceApp(options: ProvenanceAppOptions): Promise<NestExpressApplication> {
  const testing = await Test.createTestingModule({
    imports: [connection(options.database ?? { sqliteFile: ':memory:', mysql: null }), HttpModule, Room.of(options)],
  }).compile();
  const app = testing.createNestApplication<NestExpressApplication>({ logger: false });
  app.set('etag', false);
  app.set('query parser', 'simple');
  try {
    await app.listen(0, '127.0.0.1');
  } catch (error) {
    await app.get(DataSource).destroy();
    throw error;
  }
  return app;
}

@Module({})
class Room {
  static of({ executions, variables = {} }: ProvenanceAppOptions): DynamicModule {
    return {
      module: Room,
      imports: [TypeOrmModule.forFeature([ProvenanceRecord, Setting])],
      controllers: [ProvenanceController],
      providers: [
        ...[RecordService, CaptureService, PictureService, RecordThreads, BaseIriService],
        ...[ProvenanceRecordRepository, SettingRepository],
        { provide: RECORD_THREAD_OPTIONS, useValue: FROM_SOURCES },
        { provide: ExecutionReader, useValue: executions },
        { provide: ProvenanceConfig, useValue: new ProvenanceConfig(ProvenanceConfig.schema.parse(variables)) },
        { provide: UserReader, useClass: FakeUserReader },
        { provide: Clock, useClass: StandingClock },
        { provide: APP_GUARD, useClass: HeaderGuard },
      ],
    };
  }
}

/** The tables of this room, with users and executions 1 to 20 to point at. */
function connection(settings: DatabaseSettings): DynamicModule {
  return TypeOrmModule.forRootAsync({
    useFactory: () => ({ ...dataSourceOptions(settings), autoLoadEntities: true, retryAttempts: 0 }),
    dataSourceFactory: async (options): Promise<DataSource> => {
      const migrations = [CreateUsers1795000000001, CreateProvenanceRecords1795000000030, CreateSettings1795000000031];
      const dataSource = await createDataSource({ ...options, migrations } as DataSourceOptions).initialize();
      if (await dataSource.createQueryRunner().hasTable('executions')) return dataSource;
      await dataSource.query('CREATE TABLE executions (id bigint PRIMARY KEY)');
      for (let id = 1; id <= 20; id += 1) await dataSource.query('INSERT INTO executions (id) VALUES (?)', [id]);
      await dataSource.runMigrations();
      for (const { id, uuid, username } of PEOPLE)
        await dataSource.query('INSERT INTO users (id, uuid, subject, username) VALUES (?, ?, ?, ?)', [id, uuid, uuid, username]);
      return dataSource;
    },
  });
}
