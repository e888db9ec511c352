import { Module } from '@nestjs/common';
import { AuthModule } from './auth/auth.module';
import { CatalogueModule } from './catalogue/catalogue.module';
import { DatabaseModule } from './common/database/database.module';
import { HealthModule } from './common/health/health.module';
import { HttpModule } from './common/http/http.module';
import { LoggingModule } from './common/logging/logging.module';
import { MetricsModule } from './common/metrics/metrics.module';
import { ObjectsModule } from './common/objects/objects.module';
import { DatabaseConfig } from './config/database.config';
import { HttpConfig } from './config/http.config';
import { SettingsModule } from './config/settings.module';
import { ExecutionModule } from './execution/execution.module';
import { ProvenanceModule } from './provenance/provenance.module';
import { ReanaModule } from './reana/reana.module';
import { RegistryModule } from './registry/registry.module';

@Module({
  imports: [
    SettingsModule,
    LoggingModule.from(HttpConfig),
    MetricsModule.from(HttpConfig),
    DatabaseModule.from(DatabaseConfig),
    ObjectsModule.from(DatabaseConfig),
    HttpModule,
    HealthModule,
    AuthModule,
    CatalogueModule,
    ReanaModule,
    RegistryModule,
    ExecutionModule,
    ProvenanceModule,
  ],
})
export class AppModule {}
