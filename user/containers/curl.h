/* SPDX-License-Identifier: GPL-2.0-or-later */
/* libcurl, for as long as it is needed. */
#ifndef CONTAINERS_CURL_H
#define CONTAINERS_CURL_H

#include <curl/curl.h>
#include <stdbool.h>
#include "lib/cleanup.h"

/* What we call, by the names without "curl_". */
#define CURL_FUNCTIONS(use)                                                                       \
	use(easy_init) use(easy_setopt) use(easy_getinfo) use(easy_cleanup) use(global_cleanup)   \
		use(multi_init) use(multi_add_handle) use(multi_remove_handle) use(multi_perform) \
			use(multi_poll) use(multi_info_read) use(multi_cleanup)

struct curl {
	void *library;
#define CURL_MEMBER(name) typeof(curl_##name) *name;
	CURL_FUNCTIONS(CURL_MEMBER)
#undef CURL_MEMBER
};

/* -ELIBACC: it is not installed, or lacks something. */
int curl_load(struct curl *ret) warn_unused_result_;
void curl_unload(struct curl *curl);

#endif
