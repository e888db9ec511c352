import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Authenticated } from './authenticated.decorator';
import { CurrentUser } from './current-user.decorator';
import { CurrentUserDto } from './dto/current-user.dto';
import { Permission } from './permission';
import type { Principal } from './principal';

@ApiTags('users')
@Controller('users')
export class UsersController {
  @Get('current')
  @Authenticated(Permission.UserRead)
  @ApiOperation({ summary: 'Who am I: user, groups and roles' })
  @ApiOkResponse({ type: CurrentUserDto, description: 'The caller.' })
  @ApiResponse({ status: 401, description: 'No valid token' })
  @ApiResponse({ status: 503, description: 'The identity provider cannot be reached' })
  getCurrentUser(@CurrentUser() user: Principal): CurrentUserDto {
    const { id, uuid, username, group, groups, roles } = user;
    return { id, uuid, username, group, groups, roles };
  }
}
