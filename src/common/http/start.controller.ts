import { Controller, Get, Redirect } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Public } from './public.decorator';

/** The bare address leads to the documentation. */
@ApiExcludeController()
@Public()
@Controller()
export class StartController {
  @Get()
  @Redirect('/docs', 302)
  start(): void {}
}
