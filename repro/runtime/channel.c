// SPDX-License-Identifier: GPL-2.0-or-later
/* Channels: how tasks wait for each other without holding a thread. */
#include "runtime/scheduler.h"

#include <stdlib.h>

struct rt_channel { /* Go: hchan */
	struct rt *rt;
	struct rt_task_queue senders;	/* wait for room */
	struct rt_task_queue receivers; /* wait for an item */
	unsigned int capacity;
	unsigned int first;
	unsigned int n;
	void *items[];
};

int rt_channel_new(struct rt_task *self, unsigned int capacity, struct rt_channel **ret)
{
	struct rt_channel *channel;

	channel = calloc(1, sizeof(*channel) + capacity * sizeof(channel->items[0]));
	if (!channel)
		return -ENOMEM;
	channel->rt = self->rt;
	channel->capacity = capacity;
	STAILQ_INIT(&channel->senders);
	STAILQ_INIT(&channel->receivers);
	*ret = channel;
	return 0;
}

void rt_channel_free(struct rt_channel *channel)
{
	free(channel);
}

/* Go: gopark */
static void wait_in(struct rt_task_queue *queue, struct rt_task *self)
{
	STAILQ_INSERT_TAIL(queue, self, queued);
	rt_switch_out(self);
	rt_lock(self->rt);
}

/* Go: goready. The one woken looks again: another may have been faster. */
static void wake_first(struct rt_task_queue *queue, struct rt_task *self)
{
	struct rt_task *task = STAILQ_FIRST(queue);

	if (!task)
		return;
	STAILQ_REMOVE_HEAD(queue, queued);
	rt_ready(self->thread, task);
}

static int put(struct rt_task *self, struct rt_channel *channel, void *item)
{
	if (channel->n == channel->capacity)
		return -EAGAIN;
	channel->items[(channel->first + channel->n++) % channel->capacity] = item;
	wake_first(&channel->receivers, self);
	return 0;
}

static int take(struct rt_task *self, struct rt_channel *channel, void **ret)
{
	if (channel->n == 0)
		return -EAGAIN;
	*ret = channel->items[channel->first];
	channel->first = (channel->first + 1) % channel->capacity;
	channel->n--;
	wake_first(&channel->senders, self);
	return 0;
}

void rt_channel_send(struct rt_task *self, struct rt_channel *channel, void *item)
{
	rt_lock(channel->rt);
	while (put(self, channel, item) < 0)
		wait_in(&channel->senders, self);
	rt_unlock(channel->rt);
}

void *rt_channel_receive(struct rt_task *self, struct rt_channel *channel)
{
	void *item;

	rt_lock(channel->rt);
	while (take(self, channel, &item) < 0)
		wait_in(&channel->receivers, self);
	rt_unlock(channel->rt);
	return item;
}
