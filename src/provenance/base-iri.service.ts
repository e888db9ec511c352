import { Injectable, type OnModuleInit } from '@nestjs/common';
import { ProvenanceConfig } from '../config/provenance.config';
import { BaseIriChangedError } from './provenance.errors';
import { SettingRepository } from './setting.repository';

const SETTING = 'prov_base_iri';

/** Holds the base of all names to what it was at the first start: sealed records must go on meaning the same things. */
@Injectable()
export class BaseIriService implements OnModuleInit {
  constructor(
    private readonly config: ProvenanceConfig,
    private readonly settings: SettingRepository,
  ) {}

  async onModuleInit(): Promise<void> {
    const settled = await this.settings.settle(SETTING, this.config.baseIri);
    if (settled !== this.config.baseIri) throw new BaseIriChangedError(settled, this.config.baseIri);
  }
}
