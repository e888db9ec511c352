import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AccessGuard } from './access.guard';
import { KeycloakAuthGuard } from './keycloak/keycloak-auth.guard';
import { KeycloakModule } from './keycloak/keycloak.module';
import { User } from './user.entity';
import { UserReader } from './user.reader';
import { UserRepository } from './user.repository';
import { UserService } from './user.service';
import { UsersController } from './users.controller';

/** Its two guards stand before every route of the application: first who is asking, then whether he may. */
@Module({
  imports: [KeycloakModule, TypeOrmModule.forFeature([User])],
  controllers: [UsersController],
  providers: [
    UserRepository,
    UserService,
    { provide: UserReader, useExisting: UserService },
    { provide: APP_GUARD, useClass: KeycloakAuthGuard },
    { provide: APP_GUARD, useClass: AccessGuard },
  ],
  exports: [UserReader],
})
export class AuthModule {}
