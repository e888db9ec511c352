import { Module, type DynamicModule, type Type } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import type { DataSource, DataSourceOptions } from 'typeorm';
import { createDataSource, dataSourceOptions, type DatabaseSettings } from './data-source';
import { migrate } from './migration-runner';
import { SqliteProcessLock } from './sqlite-process-lock';

/** Connects to the database, refuses a second process on an SQLite file, and migrates before anything else starts. */
@Module({})
export class DatabaseModule {
  static from(settings: Type<DatabaseSettings>): DynamicModule {
    const connection = TypeOrmModule.forRootAsync({
      inject: [settings],
      useFactory: (found: DatabaseSettings) => ({
        ...dataSourceOptions(found),
        autoLoadEntities: true,
        retryAttempts: found.mysql === null ? 0 : 5,
        retryDelay: 1000,
        toRetry: (error: Error) => 'code' in error && error.code === 'ECONNREFUSED',
      }),
      dataSourceFactory: (options) => openDatabase(options as DataSourceOptions),
    });
    return { module: DatabaseModule, imports: [connection] };
  }
}

/** Connected, migrated, and on SQLite ours alone until it is destroyed. */
export async function openDatabase(options: DataSourceOptions): Promise<DataSource> {
  const dataSource = createDataSource(options);
  if (options.type === 'better-sqlite3') keepForThisProcess(dataSource, options.database);
  await dataSource.initialize();
  await migrate(dataSource);
  return dataSource;
}

function keepForThisProcess(dataSource: DataSource, file: string): void {
  const lock = new SqliteProcessLock(file);
  lock.take();
  const destroy = dataSource.destroy.bind(dataSource);
  dataSource.destroy = async () => {
    await destroy();
    lock.give();
  };
}
