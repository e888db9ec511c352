import { CatalogueConfig } from './catalogue.config';
import { DatabaseConfig } from './database.config';
import { ExecutionConfig } from './execution.config';
import { HttpConfig } from './http.config';
import { InputConfig } from './input.config';
import { KeycloakConfig } from './keycloak.config';
import { LimitsConfig } from './limits.config';
import { ProvenanceConfig } from './provenance.config';
import { ReanaConfig } from './reana.config';
import type { SettingsClass } from './settings';

/** Every class whose variables the API reads, in the order of `.env.example`. */
export const ALL_SETTINGS: readonly SettingsClass[] = [
  HttpConfig,
  DatabaseConfig,
  KeycloakConfig,
  ReanaConfig,
  ExecutionConfig,
  CatalogueConfig,
  InputConfig,
  ProvenanceConfig,
  LimitsConfig,
];
