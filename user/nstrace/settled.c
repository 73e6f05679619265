// SPDX-License-Identifier: GPL-2.0-or-later
#include "nstrace/settled.h"

#include "lib/grow.h"
#include "lib/log.h"

int settled_add_finding(struct settled *settled, const struct finding *finding)
{
	struct finding *more = grow_array(settled->findings, settled->n_findings, sizeof(*more));

	if (!more)
		return log_errno(ENOMEM, "cannot keep a finding");
	settled->findings = more;
	more[settled->n_findings] = *finding;
	more[settled->n_findings++].deeds = deeds_copy(finding->deeds);
	return 0;
}

int settled_add_harm(struct settled *settled, const struct harm *harm)
{
	struct harm *more = grow_array(settled->harms, settled->n_harms, sizeof(*more));

	if (!more)
		return log_errno(ENOMEM, "cannot keep what came of a finding");
	settled->harms = more;
	more[settled->n_harms] = *harm;
	more[settled->n_harms++].deeds = deeds_copy(harm->deeds);
	return 0;
}

static void show_finding(struct finding *finding, struct selection *selection,
			 struct outputs *outputs)
{
	_cleanup_free_ char *suppression = selection_suppression(selection, finding);

	outputs_finding(outputs, finding, suppression);
	free((void *)finding->deeds);
}

static void show_harm(struct harm *harm, struct selection *selection, struct outputs *outputs)
{
	if (selection_wants_harm(selection, harm))
		outputs_harm(outputs, harm);
	free((void *)harm->deeds);
}

void settled_show(struct settled *settled, struct selection *selection, struct outputs *outputs)
{
	for (size_t i = 0; i < settled->n_findings; i++)
		show_finding(&settled->findings[i], selection, outputs);
	for (size_t i = 0; i < settled->n_harms; i++)
		show_harm(&settled->harms[i], selection, outputs);
	settled->n_findings = settled->n_harms = 0;
}

void settled_free(struct settled *settled)
{
	free(settled->findings);
	free(settled->harms);
}
