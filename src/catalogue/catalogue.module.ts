import { Module } from '@nestjs/common';
import { CatalogueReader } from './catalogue.reader';
import { CatalogueService } from './catalogue.service';

@Module({
  providers: [{ provide: CatalogueReader, useClass: CatalogueService }],
  exports: [CatalogueReader],
})
export class CatalogueModule {}
