import { SetMetadata, type CustomDecorator } from '@nestjs/common';

/** Where a route's access is declared; the guard in `auth` reads it and refuses a route that declares nothing. */
export const ACCESS = Symbol('access');
export const PUBLIC = 'public';

/** Lets everybody in; a token is not even looked at. */
export const Public = (): CustomDecorator<symbol> => SetMetadata(ACCESS, PUBLIC);
