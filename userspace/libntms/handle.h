/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Handles of the published API.
 */
#ifndef LIBNTMS_HANDLE_H
#define LIBNTMS_HANDLE_H

#include "session.h"

/**
 * ntms_handle_new_of() - a handle for an object
 * @object: object, which the table owns from now on
 * @get: keeps an object of the kind from being freed; the kind is known by it
 *
 * Return: a value that is neither 0 nor all ones and is not given again for a
 * long time, or 0: no memory, or too many handles.
 */
uintptr_t ntms_handle_new_of(void *object, void (*get)(void *object));

/**
 * ntms_handle_get_of() - the object of a handle
 * @handle: any value at all
 * @get: see ntms_handle_new_of(); was called with the object
 *
 * Return: the object, which the caller has to put, or NULL if the value is not
 * that of an open handle of the kind.
 */
void *ntms_handle_get_of(uintptr_t handle, void (*get)(void *object));

/**
 * ntms_handle_take_of() - end a handle
 * @handle: any value at all
 * @get: see ntms_handle_new_of()
 *
 * Return: the object, which the caller owns, or NULL if the value is not that
 * of an open handle of the kind.
 */
void *ntms_handle_take_of(uintptr_t handle, void (*get)(void *object));

/**
 * ntms_handle_new() - a handle for a session
 * @session: session, which the table owns from now on
 *
 * Return: a value that is neither 0 nor all ones and is not given again for a
 * long time, or 0: no memory, or too many sessions.
 */
uintptr_t ntms_handle_new(struct ntms_session *session);

/**
 * ntms_handle_get() - the session of a handle
 * @handle: any value at all
 *
 * Return: the session, which the caller gives to ntms_session_put(), or NULL if
 * the value is not that of an open handle.
 */
struct ntms_session *ntms_handle_get(uintptr_t handle);

/**
 * ntms_handle_take() - end a handle
 * @handle: any value at all
 *
 * Return: the session, which the caller owns, or NULL if the value is not that
 * of an open handle.
 */
struct ntms_session *ntms_handle_take(uintptr_t handle);

#endif /* LIBNTMS_HANDLE_H */
