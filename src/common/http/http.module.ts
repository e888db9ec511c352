import { Module, ValidationPipe } from '@nestjs/common';
import { APP_FILTER, APP_INTERCEPTOR, APP_PIPE } from '@nestjs/core';
import { ErrorFilter, invalidInput } from '../errors/error.filter';
import { StartController } from './start.controller';
import { UnknownQueryInterceptor } from './unknown-query.interceptor';

/** What holds for every route: validation, refusal of unknown parameters, one filter for errors. */
@Module({
  controllers: [StartController],
  providers: [
    { provide: APP_FILTER, useClass: ErrorFilter },
    { provide: APP_INTERCEPTOR, useClass: UnknownQueryInterceptor },
    {
      provide: APP_PIPE,
      useFactory: () =>
        new ValidationPipe({
          whitelist: true,
          forbidNonWhitelisted: true,
          transform: true,
          validateCustomDecorators: true,
          exceptionFactory: invalidInput,
        }),
    },
  ],
})
export class HttpModule {}
