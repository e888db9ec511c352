import { join } from 'node:path';
import { Global, Module, type DynamicModule, type Type } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ObjectRepository } from './object.repository';
import { ObjectStore } from './object-store';
import { StoredObject } from './stored-object.entity';

@Global()
@Module({})
export class ObjectsModule {
  static from(settings: Type<{ readonly dataDir: string }>): DynamicModule {
    const store = {
      provide: ObjectStore,
      inject: [settings],
      useFactory: async (found: { readonly dataDir: string }) => {
        const opened = new ObjectStore(join(found.dataDir, 'objects'));
        await opened.open();
        return opened;
      },
    };
    return {
      module: ObjectsModule,
      imports: [TypeOrmModule.forFeature([StoredObject])],
      providers: [store, ObjectRepository],
      exports: [ObjectStore, ObjectRepository],
    };
  }
}
