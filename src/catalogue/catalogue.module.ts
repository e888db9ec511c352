import { Module } from '@nestjs/common';
import { CatalogueReader } from './catalogue.reader';
import { CatalogueService } from './catalogue.service';
import { RemoteInputReader } from './remote-input.reader';
import { RemoteInputService } from './remote-input.service';

@Module({
  providers: [
    { provide: CatalogueReader, useClass: CatalogueService },
    { provide: RemoteInputReader, useClass: RemoteInputService },
  ],
  exports: [CatalogueReader, RemoteInputReader],
})
export class CatalogueModule {}
