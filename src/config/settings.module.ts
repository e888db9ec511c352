import { Global, Module } from '@nestjs/common';
import { UploadLimits } from '../common/http/upload';
import { ALL_SETTINGS } from './all-settings';
import { LimitsConfig } from './limits.config';
import { loadSettings, readEnvironment, type Environment, type SettingsClass } from './settings';

/** The variables the service was started with; tests put their own in its place. */
export const ENVIRONMENT = Symbol('environment');
const LOADED = Symbol('loaded settings');

/** Reads and checks the configuration once, and offers one object per concern. */
@Global()
@Module({
  providers: [
    { provide: ENVIRONMENT, useFactory: () => readEnvironment(process.cwd()) },
    { provide: LOADED, inject: [ENVIRONMENT], useFactory: (env: Environment) => loadSettings(ALL_SETTINGS, env) },
    ...ALL_SETTINGS.map((one) => ({
      provide: one,
      inject: [LOADED],
      useFactory: (loaded: Map<SettingsClass, object>) => loaded.get(one),
    })),
    { provide: UploadLimits, useExisting: LimitsConfig },
  ],
  exports: [...ALL_SETTINGS, UploadLimits],
})
export class SettingsModule {}
