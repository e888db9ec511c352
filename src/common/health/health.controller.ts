import { Controller, Get, Header, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiProduces, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { Public } from '../http/public.decorator';
import { HealthService } from './health.service';

@ApiTags('health')
@Public()
@Controller('health')
export class HealthController {
  constructor(private readonly health: HealthService) {}

  @Get()
  @Header('cache-control', 'no-store')
  @ApiOperation({
    summary: 'Is the service well?',
    description: 'The word `healthy`, or with `Accept: application/json` each part.',
  })
  @ApiProduces('text/plain', 'application/json')
  @ApiResponse({ status: 200, description: 'Healthy' })
  @ApiResponse({ status: 503, description: 'A part that is needed is away' })
  async checkHealth(@Req() request: Request, @Res() response: Response): Promise<void> {
    const report = await this.health.check();
    response.status(report.healthy ? 200 : 503);
    if (request.accepts(['text/plain', 'application/json']) === 'application/json') response.json(report);
    else response.type('text/plain').send(report.healthy ? 'healthy' : 'unhealthy');
  }

  @Get('live')
  @ApiOperation({ summary: 'Is the process alive?' })
  @ApiResponse({ status: 200, description: 'It answers' })
  checkLiveness(): { status: string } {
    return { status: 'alive' };
  }

  @Get('ready')
  @ApiOperation({ summary: 'May requests be sent here?' })
  @ApiResponse({ status: 200, description: 'Ready' })
  @ApiResponse({ status: 503, description: 'Not ready: starting, stopping, or the database is away' })
  async checkReadiness(@Res() response: Response): Promise<void> {
    const ready = await this.health.ready();
    response.status(ready ? 200 : 503).json({ status: ready ? 'ready' : 'not ready' });
  }
}
