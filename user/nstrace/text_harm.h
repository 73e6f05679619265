/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a thread did in the wrong place, in a line that sums it up and a line for each act. */
#ifndef NSTRACE_TEXT_HARM_H
#define NSTRACE_TEXT_HARM_H

#include "engine/deeds.h"
#include "nstrace/text_page.h"

/* "  harm     1 netlink request failed with ENODEV that succeeds at home; …". Nothing if deeds is
 * NULL. home: of the process. */
void text_harm_write(struct text_page *page, const struct deeds *deeds,
		     const struct nstrace_nsid *home);

#endif
